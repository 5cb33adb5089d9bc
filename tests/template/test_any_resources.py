"""Whatever stands under `resources`: there is a template or none, and its numbers are those that the worker counts."""

import json
import os
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from projects import ROOT, session
from slslint.service.file import ServiceFile
from slslint.template.compiled import template_of

NAMES = (
    *("Type", "Properties", "Resources", "Outputs", "Conditions", "Parameters", "Mappings", "Metadata", "extensions"),
    *("DependsOn", "Condition", "DeletionPolicy", "UpdateReplacePolicy", "Value", "Default", "Transform", "A", "B"),
    *("Ref", "Fn::GetAtt", "Fn::Sub", "Fn::If", "Fn::Join", "Fn::FindInMap", "Fn::Equals", "Fn::Not", "Fn::And"),
    *("ListLambdaFunction", "ApiGatewayRestApi", "S3BucketX"),
)
SCALARS = (
    *("A", "B", "A.Arn", "${A}", "${ssm:/a}", "x-${env:X}", "${self:custom.map}", "${self:custom.none}", "#{A}", ""),
    *("AWS::S3::Bucket", "AWS::Region", 1, 0.5, True, None),
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from(SCALARS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=25,
)
SECTIONS = st.dictionaries(st.sampled_from(NAMES[2:9]), VALUES | st.dictionaries(st.sampled_from(NAMES), VALUES))


def counted(data: Any) -> int:
    """The nodes of plain data: each value is one, and each key."""
    if isinstance(data, dict):
        return 1 + sum(1 + counted(value) for value in data.values())
    return 1 + sum(map(counted, data)) if isinstance(data, list) else 1


@given(resources=SECTIONS | VALUES | st.lists(SECTIONS, max_size=2))
@settings(max_examples=300, deadline=None)
def test_any_resources(resources: Any) -> None:
    service = {
        "service": "any",
        "provider": {"name": "aws", "runtime": "nodejs22.x", "environment": {"A": {"Ref": "A"}}},
        "custom": {"map": {"Ref": "A"}},
        "functions": {"list": {"handler": "src/a.list", "events": [{"http": "GET /a"}, {"s3": "x"}]}},
        "resources": resources,
    }
    opened = session({"serverless.yml": json.dumps(service)}).open(os.path.join(ROOT, "serverless.yml"))
    assert isinstance(opened, ServiceFile)
    for each in opened.services:
        template = template_of(each)
        if template is not None:
            assert counted(json.loads(json.dumps(template.data))) == len(template.places)
