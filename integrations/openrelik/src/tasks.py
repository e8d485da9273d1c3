"""Hunts the files of a workflow with afterpatch. All that judges is there; this links names, runs it and names its outputs."""

import json
import os
import re
import shlex
import shutil
import subprocess
import tempfile
import time

from openrelik_worker_common.file_utils import create_output_file
from openrelik_worker_common.task_utils import create_task_result, get_input_files

from .app import celery

TASK_NAME = "openrelik-worker-afterpatch.tasks.hunt"
TASK_METADATA = {
    "display_name": "Afterpatch: hunt Exchange and IIS",
    "description": "Did somebody get into this Exchange or IIS server before the patch, what did they leave, is it still used?",
    "task_config": [
        {
            "name": "patched_on",
            "label": "Patched on",
            "description": "When the servers were patched, such as 2021-03-10",
            "type": "text",
            "required": False,
        },
        {
            "name": "own",
            "label": "Own addresses",
            "description": "Addresses and ranges of your own proxies, monitors and scanners, comma separated",
            "type": "text",
            "required": False,
        },
        {
            "name": "require",
            "label": "Evidence that must be there",
            "description": "Comma separated, or none; web-content,iis-logs,iis-configuration unless given",
            "type": "text",
            "required": False,
        },
    ],
}
# Format, name and type of what a hunt writes.
OUTPUTS = [
    ("json", "afterpatch.json", "afterpatch:report:json"),
    ("html", "afterpatch.html", "afterpatch:report:html"),
    ("text", "afterpatch.txt", "afterpatch:report:text"),
    ("timesketch", "afterpatch.timesketch.jsonl", "timesketch:jsonl"),
]
# Examined, findings, incomplete: there is a report. Others are no result.
REPORTED = (0, 1, 3)
SECONDS_BETWEEN_EVENTS = 2


def windows_path(original):
    """Where a file lay on its server, from a path with a drive in it: `C:\\...`, `/C/...`, `.../C%3A/...`. None where none is."""
    found = re.search(r"(?:^|[/\\])([A-Za-z])(?::|%3[Aa])?[/\\]+(.+)$", original or "", re.DOTALL)
    if found is None:
        return None
    parts = [part for part in re.split(r"[/\\]+", found.group(2)) if part]
    if not parts or any(part in (".", "..") or re.search(r"[\x00-\x1f]", part) for part in parts):
        return None
    return "\\".join([found.group(1).upper() + ":", *parts])


def place(input_files, folder):
    """Links the files into a folder under the names that they had, and writes down where they lay. Names are evidence: no part of a path."""
    listed = []
    for number, file in enumerate(input_files):
        name = re.sub(r"[/\\\x00-\x1f]", "_", file.get("display_name") or "file")[-200:]
        relative = f"{number}/{name if name.strip('.') else 'file'}"
        target = os.path.join(folder, "files", relative)
        os.makedirs(os.path.dirname(target))
        try:
            os.link(file["path"], target)
        except OSError:
            shutil.copyfile(file["path"], target)
        lay = windows_path(file.get("original_path"))
        if lay is not None:
            listed.append({"path": relative, "windowsPath": lay})
    manifest = os.path.join(folder, "manifest.json")
    with open(manifest, "w", encoding="utf-8") as out:
        json.dump({"files": listed}, out)
    return os.path.join(folder, "files"), manifest


def command_of(evidence, manifest, outputs, config):
    """The command line of a hunt. Values are joined to their options, so that none can be one."""
    given = [("--patched-on", "patched_on"), ("--own", "own"), ("--require", "require")]
    options = [f"{option}={part.strip()}" for option, name in given for part in (config.get(name) or "").split(",") if part.strip()]
    written = [f"--output={format}={file.path}" for (format, _, _), file in zip(OUTPUTS, outputs)]
    return [
        *shlex.split(os.getenv("AFTERPATCH", "afterpatch")),
        "hunt",
        evidence,
        f"--manifest={manifest}",
        "--quiet",
        "--force",
        "--detail=brief",
        *options,
        *written,
    ]


@celery.task(bind=True, name=TASK_NAME, metadata=TASK_METADATA)
def hunt(self, pipe_result=None, input_files=None, output_path=None, workflow_id=None, task_config=None):
    """One hunt over all files of the workflow: servers are told apart by what the files say of themselves."""
    files = get_input_files(pipe_result, input_files or [])
    outputs = [create_output_file(output_path, display_name=name, data_type=kind) for _, name, kind in OUTPUTS]
    with tempfile.TemporaryDirectory(dir=output_path) as folder:
        command = command_of(*place(files, folder), outputs, task_config or {})
        with open(os.path.join(folder, "stderr"), "w+", encoding="utf-8", errors="replace") as said:
            with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said) as process:
                while process.poll() is None:
                    self.send_event("task-progress", data=None)
                    time.sleep(SECONDS_BETWEEN_EVENTS)
            said.seek(0)
            message = said.read(4000)
    if process.returncode not in REPORTED:
        raise RuntimeError(f"afterpatch ended with {process.returncode}: {message.strip()}")
    return create_task_result(
        output_files=[file.to_dict() for file in outputs],
        workflow_id=workflow_id,
        command="afterpatch hunt",
        meta={"exit_code": process.returncode},
    )
