"""How much is tried: the same little each time, or FUZZ_EXAMPLES of each thing, another each time."""

import os

import hypothesis

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "6"))


def try_out(examples: int = EXAMPLES) -> hypothesis.settings:
    """Hypothesis' settings for a test."""
    return hypothesis.settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize="FUZZ_EXAMPLES" not in os.environ,
        suppress_health_check=list(hypothesis.HealthCheck),
        phases=[hypothesis.Phase.generate],
    )
