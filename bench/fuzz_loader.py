"""Fuzzes the loaders by random mutation, by hand: python bench/fuzz_loader.py [--seconds N] [--seed N] [PATH…].

Seeds are the YAML and JSON files below the PATHs (default: fixtures/) and the tables of the tests. A crash, a broken
promise (tests/source/trees.py: holds) or a text that takes over a second is printed, and saved below bench/crashes/.
"""

import argparse
import random
import sys
import time
import traceback
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "linter"), str(ROOT / "tests")]

from slslint.source.comments import comments
from slslint.source.load import load
from source.mutate import mutant
from source.trees import holds
from source.yaml_cases import MEANS, REFUSED

SLOW = 1.0


def seeds(paths: list[Path]) -> list[str]:
    files = [file for path in paths for kind in ("yml", "yaml", "json") for file in sorted(path.rglob(f"*.{kind}"))]
    texts = [file.read_bytes().decode("utf-8", "replace") for file in files if file.stat().st_size < 50_000]
    return texts + [text for text, _ in (*MEANS.values(), *REFUSED.values())]


def trial(path: str, text: str) -> str | None:
    """What went wrong, or None."""
    started = time.process_time()
    try:
        document = load(path, text.encode("utf-8", "surrogatepass"))
        comments(document)
        holds(document)
    except Exception:
        return traceback.format_exc()
    spent = time.process_time() - started
    return f"took {spent:.1f} s" if spent > SLOW else None


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_intermixed_args()
    texts, rnd = seeds(options.paths or [ROOT / "fixtures"]), random.Random(options.seed)
    print(f"seed {options.seed}, {len(texts)} texts to start from")
    tried = failed = 0
    end = time.monotonic() + options.seconds
    while time.monotonic() < end:
        text = mutant(rnd, texts)
        if rnd.random() < 0.1 and len(text) < 100_000:
            texts[rnd.randrange(len(texts))] = text
        for path in ("a.yml", "a.json"):
            tried += 1
            trouble = trial(path, text)
            if trouble is None:
                continue
            failed += 1
            folder = ROOT / "bench" / "crashes"
            folder.mkdir(exist_ok=True)
            name = folder / f"{sha256(text.encode('utf-8', 'replace')).hexdigest()[:12]}{Path(path).suffix}"
            name.write_bytes(text.encode("utf-8", "surrogatepass"))
            print(f"{name}\n{trouble}")
    print(f"{tried} tried, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
