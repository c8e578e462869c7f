"""Writes tests/AutoGrad.Tests/Optimizers/nist.json: nonlinear regression problems with certified values.

The problems are NIST's Statistical Reference Datasets (https://www.itl.nist.gov/div898/strd/nls/nls_main.shtml), works of the United States Government in the public domain.
Run from the root of the repository, with the folder that holds NIST's .dat files: python3 tests/golden/nist.py FOLDER
"""

import json
import pathlib
import re
import sys

NAMES = ["Misra1b", "DanWood", "Chwirut2", "Rat42", "MGH09", "MGH10", "MGH17", "Rat43", "BoxBOD", "Thurber", "Eckerle4", "Bennett5", "Roszman1", "Lanczos3"]


def problem(path):
    lines = path.read_text().splitlines()
    starts, certified, deviations, data = [[], []], [], [], []
    for line in lines:
        match = re.match(r"\s*b\d+ =\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s*$", line)
        if match:
            first, second, value, deviation = map(float, match.groups())
            starts[0].append(first)
            starts[1].append(second)
            certified.append(value)
            deviations.append(deviation)
        elif line.startswith("Residual Sum of Squares"):
            total = float(line.split(":")[1])
    begin = max(i for i, line in enumerate(lines) if line.startswith("Data:")) + 1
    for line in lines[begin:]:
        if line.strip():
            data.append([float(number) for number in line.split()])
    return {"name": path.stem, "starts": starts, "certified": certified, "deviations": deviations, "squares": total, "data": data}


problems = [problem(pathlib.Path(sys.argv[1]) / f"{name}.dat") for name in NAMES]
target = pathlib.Path(__file__).parent.parent / "AutoGrad.Tests" / "Optimizers" / "nist.json"
target.write_text("[" + ",\n".join(json.dumps(entry) for entry in problems) + "]\n")
