"""What a run leaves behind: every value of a forward and of a backward pass, read-only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bpcore import functions
from bpcore.arrays import Array
from bpcore.errors import SpecError
from bpcore.network import Network
from bpcore.perlayer import PerLayer


@dataclass(frozen=True, eq=False)
class ForwardTrace:
    """All values of one forward pass.

    For one example every array has the shape written here; for a batch of B examples a leading
    axis B stands in front, and row k is what example k would give alone.

    `a[l]`: (n_l,) for l = 0..L, with a[0] the input x.
    `z[l]`: (n_l,) for l = 1..L.
    `y`: (n_L,), the target.
    `losses`: (), or (B,) for a batch: one loss per example.
    `loss`: a float, the mean of `losses`.
    `network`: the network that was run.
    """

    network: Network
    a: PerLayer[Array]
    z: PerLayer[Array]
    y: Array
    losses: Array
    loss: float

    @property
    def x(self) -> Array:
        """The input, a[0]."""
        return self.a[0]

    @property
    def batch(self) -> int | None:
        """The number of examples B, or None for a single example without a batch axis."""
        return int(self.x.shape[0]) if self.x.ndim == 2 else None

    @property
    def phi_prime(self) -> PerLayer[Array]:
        """phi'(z^(l)) elementwise for l = 1..L, in the shape of z[l].

        Raises: SpecError at the index of a softmax layer, which has no elementwise derivative.
        """
        return _Slopes(self.network, self.z)


@dataclass(frozen=True, eq=False)
class BackwardTrace:
    """All gradients of one backward pass, shapes as in `ForwardTrace`.

    `g[l]` = dl/da^(l): (n_l,) for l = 0..L, and `delta[l]` = dl/dz^(l): (n_l,) for l = 1..L
    belong to the loss l of each example alone, without 1/B.
    `dW[l]`: (n_l, n_(l-1)) and `db[l]`: (n_l,) for l = 1..L are gradients of the mean loss, so
    only these average over a batch.
    """

    delta: PerLayer[Array]
    g: PerLayer[Array]
    dW: PerLayer[Array]
    db: PerLayer[Array]


def require_own(network: Network, trace: ForwardTrace) -> None:
    """Raise SpecError unless `trace` was made by `network`, this very one."""
    if trace.network is not network:
        raise SpecError(
            "trace",
            "the forward trace of this network",
            "one made by another network",
            "Call forward(network, x, y) with the same network first.",
        )


class _Slopes(PerLayer[Array]):
    """phi'(z^(l)) computed on demand, so that a softmax layer complains only when asked."""

    __slots__ = ("_network",)

    def __init__(self, network: Network, z: PerLayer[Array]) -> None:
        super().__init__("phi_prime", 1, tuple(z))
        self._network = network

    def __getitem__(self, layer: int) -> Array:
        z = super().__getitem__(layer)
        slope = functions.activation(self._network.phi[layer]).derivative(z)
        slope.setflags(write=False)
        return slope

    def __iter__(self) -> Iterator[Array]:
        return (self[layer] for layer in range(self.first, self.last + 1))
