"""The slope of φ, derived beside the rule it comes from."""

from __future__ import annotations

from manim import DOWN, LEFT, VGroup

from bpview.formula import EQUALS, Formula
from bpview.phi_plot import phi_rule

__all__ = ["BETWEEN", "SPELLED", "SlopeRule"]

SPELLED = {"tanh": "frac(e^z - e^(-z), e^z + e^(-z))"}
"""φ in terms of e, where its rule is only a name."""

BETWEEN = {
    "sigmoid": "frac(e^(-z), (1 + e^(-z))^2)",
    "tanh": "1 - (frac(e^z - e^(-z), e^z + e^(-z)))^2",
    "softplus": "frac(e^z, 1 + e^z)",
}
"""What the derivative of φ is before it is put shortly; where it is short at once, nothing."""

_SIZE = 40


class SlopeRule(VGroup):
    """a = φ(z) = …, and below it φ' = … = what `phi_rule` has; empty where that has no formula.

    Attributes
    ----------
    named, spelled
        The rule of φ, and what it is in terms of e.
    slope, sign, found
        φ' as it comes out of the rule, a sign of equality, and what that is in short.
    """

    def __init__(self, phi: str) -> None:
        super().__init__()
        slope, equals, short = phi_rule(phi, slope=True).partition(" = ")
        self.named = self.spelled = self.slope = self.sign = self.found = VGroup()
        if not equals:
            return
        self._ends = f"{{{{ {slope} = : left }}}}", f"{{{{ {short} : right }}}}"
        spelled = f"{{{{ = {SPELLED[phi]} : spelled }}}}" if phi in SPELLED else ""
        between = f"{{{{ {BETWEEN[phi]} : between }}}} {EQUALS}" if phi in BETWEEN else ""
        above = Formula(f"{{{{ {phi_rule(phi)} : named }}}} {spelled}", size=_SIZE)
        below = Formula(f"{self._ends[0]} {between} {self._ends[1]}", size=_SIZE)
        self.named, self.found = above.part("named"), below.part("right")
        self.spelled = above.part("spelled") if spelled else VGroup()
        self.sign = below.part("eq") if between else VGroup()
        self.slope = VGroup(below.part("left"), *([below.part("between")] if between else []))
        self.add(above, below)
        self.arrange(DOWN, buff=0.4, aligned_edge=LEFT)

    def short(self, size: float) -> Formula:
        """φ' = what it is in short, as a formula whose parts are ``left`` and ``right``."""
        return Formula(" ".join(self._ends), size=size)
