"""Write peers.json: what pymcdm and AHPy (both MIT) say about 200 random decision matrices and 200 random matrices of
judgements. They need scipy, pandas and matplotlib, so they are no dependency of ours: run this in an environment of its own.

    python -m venv peers && peers/bin/pip install pymcdm==1.4.0 ahpy==2.1 && peers/bin/python record_peers.py
"""

import json
import random
from pathlib import Path

SCALE = [9, 8, 7, 6, 5, 4, 3, 2, 1, 1 / 2, 1 / 3, 1 / 4, 1 / 5, 1 / 6, 1 / 7, 1 / 8, 1 / 9]


def decisions(draw: random.Random) -> list[dict]:
    import numpy as np
    from pymcdm.methods import TOPSIS, WSM
    from pymcdm.normalizations import linear_normalization, vector_normalization

    found = []
    while len(found) < 200:
        rows, columns = draw.randint(2, 7), draw.randint(2, 8)
        scores = [[draw.randint(1, 100) for _c in range(columns)] for _r in range(rows)]
        weights = [draw.randint(1, 20) for _c in range(columns)]
        cost = [draw.random() < 0.4 for _c in range(columns)]
        table, shares = np.array(scores, float), np.array(weights, float) / sum(weights)
        types = np.where(cost, -1, 1)
        # A column in which all are alike cannot be normalised by them.
        if any(len(set(column)) == 1 for column in zip(*scores, strict=True)):
            continue
        by_topsis = TOPSIS(vector_normalization)(table, shares, types)
        by_sum = WSM(linear_normalization)(table, shares, types)
        found.append(
            {
                "scores": scores,
                "weights": weights,
                "cost": [int(c) for c in cost],
                "topsis": [round(float(v), 10) for v in by_topsis],
                "sum": [round(float(v), 10) for v in by_sum],
            }
        )
    return found


def judgements(draw: random.Random) -> list[dict]:
    from ahpy import Compare

    found = []
    for _n in range(200):
        size = draw.randint(3, 9)
        worth = [draw.uniform(0.05, 1) for _i in range(size)]
        said = []
        for a in range(size):
            for b in range(a + 1, size):
                near = min(range(17), key=lambda k: abs(SCALE[k] - worth[a] / worth[b]))
                said.append([a, b, min(16, max(0, near + draw.randint(-2, 2)))])
        own = Compare("x", {(f"{a}", f"{b}"): SCALE[k] for a, b, k in said}, precision=9, random_index="saaty")
        found.append(
            {
                "size": size,
                "said": [k for _a, _b, k in said],
                "weights": [own.local_weights[str(i)] for i in range(size)],
                "ratio": own.consistency_ratio,
            }
        )
    return found


if __name__ == "__main__":
    draw = random.Random(7)
    answer = {"decisions": decisions(draw), "judgements": judgements(draw)}
    Path(__file__).with_name("peers.json").write_text(json.dumps(answer, separators=(",", ":")) + "\n")
    print({name: len(rows) for name, rows in answer.items()})
