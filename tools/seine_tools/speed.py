"""How fast one file is beside another, whatever else the machine does."""

import dataclasses
import statistics

ROUNDS = 4


@dataclasses.dataclass(frozen=True)
class Speed:
    """
    tokens: the mean of the texts
    source_ms, target_ms: of a core, for a text
    gain: how much more the target does in the same time; 0.1 is a tenth more
    lowest, highest: the gain of single rounds
    """

    tokens: float
    source_ms: float
    target_ms: float
    gain: float
    lowest: float
    highest: float


def compare(source, target, texts):
    """Reads each text with the one and with the other in turn (A B A B), in several rounds."""
    source.seconds(texts[0])
    target.seconds(texts[0])
    rounds = []
    for _ in range(ROUNDS):
        a = b = 0.0
        for text in texts:
            a += source.seconds(text)
            b += target.seconds(text)
        rounds.append((a / len(texts), b / len(texts)))
    gains = [a / b - 1 for a, b in rounds]
    return Speed(
        tokens=statistics.mean(text["input_ids"].size for text in texts),
        source_ms=1000 * statistics.median(a for a, _ in rounds),
        target_ms=1000 * statistics.median(b for _, b in rounds),
        gain=statistics.median(gains),
        lowest=min(gains),
        highest=max(gains),
    )
