"""Writes iam_actions.json: the service prefixes of IAM, and the actions of the services that policies here name.

Run it with cfn-lint installed: python linter/slslint/data/generate/iam_actions.py [YYYY-MM-DD]
"""

import datetime
import json
import sys
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

SERVICES = """
apigateway appsync cloudformation cloudwatch cognito-identity cognito-idp cognito-sync dynamodb events execute-api
firehose kinesis kms lambda logs mobileanalytics rds-data s3 scheduler secretsmanager ses sns sqs ssm states sts xray
"""


def main() -> None:
    source = files("cfnlint.data.AdditionalSpecs").joinpath("Policies.json")
    policies = json.loads(source.read_text(encoding="utf-8"))
    table = {
        "source": f"AWS Service Authorization Reference, as shipped with cfn-lint {version('cfn-lint')}",
        "as_of": sys.argv[1] if len(sys.argv) > 1 else datetime.date.today().isoformat(),
        "services": " ".join(sorted(policies)),
        "actions": {name: " ".join(sorted(policies[name]["Actions"])) for name in SERVICES.split()},
    }
    target = Path(__file__).resolve().parent.parent / "iam_actions.json"
    target.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
