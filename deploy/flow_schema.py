"""Write docs/flow-schema.json: the JSON Schema of a flow's document, for editors and checks outside the console."""

import json
import sys
from pathlib import Path

from ivr.flow import Flow

DOCUMENT = Path(__file__).parents[1] / "docs/flow-schema.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_document() -> str:
    """The schema as it stands in the documents."""
    return json.dumps({"$schema": DIALECT, **Flow.model_json_schema()}, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(schema_document())
    sys.stderr.write(f"{DOCUMENT} is written\n")
