"""Forms that version 4 reads and version 3 refuses: an error only where version 3 is certain."""

import pytest
from projects import lint, places

FORMS = ["${strToBool:true}", "${cf:nonExisting, 'x'}", "${file:data.json#app}"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("version", "count"), [("'3'", 1), ("'4'", 0), ("'*'", 0)])
def test_form(form: str, version: str, count: int) -> None:
    text = f'service: notes\nframeworkVersion: {version}\nprovider: {{name: aws}}\ncustom:\n  a: "{form}"\n'
    assert len(places(lint({"serverless.yml": text}, select=("SLS103", "SLS104")))) == count
