"""Runs the peer's rules over files, in the peer's own Python: prints for each file which children each rule flags."""

import contextlib
import importlib
import io
import json
import sys
import warnings
import xml.etree.ElementTree as ET  # the files are ours: made by the benchmark, or samples of the peer's own


def main() -> None:
    """Arguments: pairs of a file and the peer's name of a collection's rules (`cin2025_26`)."""
    warnings.simplefilter("ignore")
    peer = importlib.import_module("cin_validator.cin_validator")
    told = []
    for path, ruleset in zip(sys.argv[1::2], sys.argv[2::2], strict=True):
        files = peer.process_data(peer.convert_data(ET.parse(path).getroot()))
        registry = importlib.import_module(f"cin_validator.rules.{ruleset}").registry
        told.append({str(code): flagged(peer, files, registry, str(code)) for code in registry})
    print(json.dumps(told))


def flagged(peer, files, registry, code):  # type: ignore[no-untyped-def]
    """The children that one rule flags, `*` for the return as a whole; or why it failed."""
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            done = peer.CinValidator(files, registry, [code])
    except Exception as problem:  # the peer's report may fail on what its rule found
        return {"failed": f"{type(problem).__name__}: {problem}"}
    if "Error with rule" in said.getvalue():
        return {"failed": said.getvalue().strip().partition(": ")[2]}
    issues = done.full_issue_df
    children = {str(one) for one in issues["child_id"]} if len(issues) else set()
    return {"children": sorted(children | ({"*"} if len(done.multichild_issues) else set()))}


main()
