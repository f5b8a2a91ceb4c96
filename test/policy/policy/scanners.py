"""checkov and cfn-lint as functions: templates in, failed checks out. Neither asks anything of the network."""

from __future__ import annotations

import json
import logging
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cfnlint.api import lint
from cfnlint.config import ManualArgs


@dataclass(frozen=True, order=True)
class Failed:
    """A check that a kind of resource fails, whatever the resource is called."""

    check: str
    kind: str
    says: str

    @property
    def key(self) -> str:
        return f"{self.check} {self.kind}"


@dataclass(frozen=True)
class Scan:
    failed: dict[str, set[Failed]]
    """By the name of the template."""
    looked_at: set[str]
    """Every kind of resource that checkov has a check for and looked at."""


def checkov(templates: Mapping[str, dict[str, Any]]) -> Scan:
    """All templates in one run, which costs less than one for each."""
    logging.disable(logging.WARNING)
    from checkov.cloudformation.runner import Runner
    from checkov.runner_filter import RunnerFilter

    failed: dict[str, set[Failed]] = {name: set() for name in templates}
    with tempfile.TemporaryDirectory() as folder:
        for name, template in templates.items():
            Path(folder, f"{name}.json").write_text(json.dumps(template, indent=1), encoding="utf8")
        report = Runner().run(
            root_folder=folder,
            runner_filter=RunnerFilter(framework=["cloudformation"], download_external_modules=False),
        )
    logging.disable(logging.NOTSET)
    if report.parsing_errors:
        raise ValueError(f"checkov cannot read {report.parsing_errors}")
    for one in report.failed_checks:
        kind = one.resource.rpartition(".")[0]
        failed[Path(one.file_path).stem].add(Failed(one.check_id, kind, one.check_name))
    return Scan(failed, {one.resource.rpartition(".")[0] for one in [*report.failed_checks, *report.passed_checks]})


def cfn_lint(template: dict[str, Any], region: str) -> set[Failed]:
    """What CloudFormation's own schemas, and cfn-lint's rules on top of them, say against a template."""
    found = set()
    # cfn-lint's schema of workflows takes integrations of the partition aws only.
    text = re.sub(r"arn:aws-[a-z-]+:states:::", "arn:aws:states:::", json.dumps(template, indent=1))
    for match in lint(text, config=ManualArgs(regions=[region])):
        _, name, *path = [str(part) for part in (match.path or ["", "", ""])]
        kind = template["Resources"].get(name, {}).get("Type", name)
        found.add(Failed(match.rule.id, kind, f"{match.message} ({name}.{'.'.join(path)})"))
    return found
