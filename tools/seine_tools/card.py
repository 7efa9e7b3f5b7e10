"""What is written beside a made model: what it was made from, and what was measured."""

import json
import platform

import onnxruntime

NO_MASK = """
**One text a run.** The file has no attention mask, and takes padding for text. Seine reads one text a run on a CPU; for
libraries and providers that read in batches, make one with `--keep-mask`.
"""


def machine():
    """The processor in words, as far as the system tells."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            facts = dict((part.strip() for part in line.split(":", 1)) for line in lines if ":" in line)
    except OSError:
        return platform.processor() or platform.machine()
    flags = facts.get("flags", "").split()
    vnni = "with VNNI" if {"avx512_vnni", "avx_vnni"} & set(flags) else "without VNNI"
    return f"{facts.get('model name', platform.machine())} ({vnni})"


def runtime():
    return f"ONNX Runtime {onnxruntime.__version__}"


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def drift_table(drift, bound, what):
    return table(
        [what, "measured", "accepted"],
        [
            ["mean", f"{drift.mean:.4f}", f"≤ {bound.mean:g}"],
            ["max", f"{drift.max:.4f}", f"≤ {bound.max:g}"],
            ["order agreement", f"{drift.agreement:.4f}", f"≥ {bound.agreement:g}"],
        ],
    )


def speed_table(speeds):
    return table(
        ["tokens", "source, ms of a core", "this file", "faster by", "in single rounds"],
        [
            [
                f"{s.tokens:.0f}",
                f"{s.source_ms:.2f}",
                f"{s.target_ms:.2f}",
                f"{100 * s.gain:.1f} %",
                f"{100 * s.lowest:.1f} to {100 * s.highest:.1f} %",
            ]
            for s in speeds
        ],
    )


def write(target, text, facts):
    """The card for people, and the same facts for programs."""
    (target / "README.md").write_text(text.strip() + "\n", encoding="utf-8")
    (target / "seine-tools.json").write_text(json.dumps(facts, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
