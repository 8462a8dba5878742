"""How the equations that `bpcore.symbolic` proves are written, in Typst and in LaTeX.

One derivation per theorem, as lines of mathematics; each line follows from the one before.
"""

from __future__ import annotations

SAYS = {
    "output": "The last delta is the gradient of the loss times the slope.",
    "recursion": "Every other delta comes from the one above it.",
    "weights": "The gradient of a weight matrix is an outer product.",
    "biases": "The gradient of a bias is its delta.",
    "activations": "The gradient of an activation comes back through the transpose.",
    "skip": "A skip adds the gradient above it, whatever W is.",
    "softmax": "Softmax and cross-entropy meet in ŷ − y.",
    "sigmoid": "Sigmoid and binary cross-entropy meet in ŷ − y.",
}

TYPST = {
    "output": (
        "delta_i^((L)) = (partial ell) / (partial z_i^((L)))",
        "= (partial ell) / (partial a_i^((L))) (partial a_i^((L))) / (partial z_i^((L)))",
        "= g_i^((L)) phi'(z_i^((L)))",
        "delta^((L)) = g^((L)) dot.o phi'(z^((L)))",
    ),
    "recursion": (
        "delta_j^((l)) = (partial ell) / (partial z_j^((l)))",
        "= sum_i (partial ell) / (partial z_i^((l+1))) (partial z_i^((l+1))) / (partial a_j^((l))) "
        "(partial a_j^((l))) / (partial z_j^((l)))",
        "= sum_i delta_i^((l+1)) W_(i j)^((l+1)) phi'(z_j^((l)))",
        "delta^((l)) = (W^((l+1)))^top delta^((l+1)) dot.o phi'(z^((l)))",
    ),
    "weights": (
        "(partial ell) / (partial W_(i j)^((l))) = (partial ell) / (partial z_i^((l))) "
        "(partial z_i^((l))) / (partial W_(i j)^((l)))",
        "= delta_i^((l)) a_j^((l-1))",
        "(partial ell) / (partial W^((l))) = delta^((l)) (a^((l-1)))^top",
    ),
    "biases": (
        "(partial ell) / (partial b_i^((l))) = (partial ell) / (partial z_i^((l))) "
        "(partial z_i^((l))) / (partial b_i^((l))) = delta_i^((l)) dot 1",
        "(partial ell) / (partial b^((l))) = delta^((l))",
    ),
    "activations": (
        "g_j^((l)) = (partial ell) / (partial a_j^((l)))",
        "= sum_i (partial ell) / (partial z_i^((l+1))) (partial z_i^((l+1))) / (partial a_j^((l)))",
        "= sum_i delta_i^((l+1)) W_(i j)^((l+1))",
        "g^((l)) = (W^((l+1)))^top delta^((l+1))",
    ),
    "skip": (
        "a^((l)) = phi(z^((l))) + a^((l-1))",
        "g^((l-1)) = (W^((l)))^top delta^((l)) + g^((l))",
    ),
    "softmax": (
        "ell = - sum_i y_i log hat(y)_i, quad hat(y)_i = e^(z_i) / (sum_j e^(z_j))",
        "(partial hat(y)_i) / (partial z_j) = hat(y)_i (bb(1)_(i = j) - hat(y)_j)",
        "(partial ell) / (partial z_j) = - sum_i y_i (bb(1)_(i = j) - hat(y)_j)",
        "= hat(y)_j sum_i y_i - y_j, quad sum_i y_i = 1",
        "delta^((L)) = hat(y) - y",
    ),
    "sigmoid": (
        "ell = - y log hat(y) - (1 - y) log (1 - hat(y)), quad hat(y) = 1 / (1 + e^(-z))",
        "(partial hat(y)) / (partial z) = hat(y) (1 - hat(y))",
        "(partial ell) / (partial z) = (- y / hat(y) + (1 - y) / (1 - hat(y))) hat(y) (1 - hat(y))",
        "delta^((L)) = hat(y) - y",
    ),
}

LATEX = {
    "output": (
        r"\delta_i^{(L)} = \frac{\partial \ell}{\partial z_i^{(L)}}",
        r"= \frac{\partial \ell}{\partial a_i^{(L)}} "
        r"\frac{\partial a_i^{(L)}}{\partial z_i^{(L)}}",
        r"= g_i^{(L)} \, \varphi'(z_i^{(L)})",
        r"\delta^{(L)} = g^{(L)} \odot \varphi'(z^{(L)})",
    ),
    "recursion": (
        r"\delta_j^{(l)} = \frac{\partial \ell}{\partial z_j^{(l)}}",
        r"= \sum_i \frac{\partial \ell}{\partial z_i^{(l+1)}} "
        r"\frac{\partial z_i^{(l+1)}}{\partial a_j^{(l)}} "
        r"\frac{\partial a_j^{(l)}}{\partial z_j^{(l)}}",
        r"= \sum_i \delta_i^{(l+1)} \, W_{ij}^{(l+1)} \, \varphi'(z_j^{(l)})",
        r"\delta^{(l)} = (W^{(l+1)})^\top \delta^{(l+1)} \odot \varphi'(z^{(l)})",
    ),
    "weights": (
        r"\frac{\partial \ell}{\partial W_{ij}^{(l)}} = \frac{\partial \ell}{\partial z_i^{(l)}} "
        r"\frac{\partial z_i^{(l)}}{\partial W_{ij}^{(l)}}",
        r"= \delta_i^{(l)} \, a_j^{(l-1)}",
        r"\frac{\partial \ell}{\partial W^{(l)}} = \delta^{(l)} (a^{(l-1)})^\top",
    ),
    "biases": (
        r"\frac{\partial \ell}{\partial b_i^{(l)}} = \frac{\partial \ell}{\partial z_i^{(l)}} "
        r"\frac{\partial z_i^{(l)}}{\partial b_i^{(l)}} = \delta_i^{(l)} \cdot 1",
        r"\frac{\partial \ell}{\partial b^{(l)}} = \delta^{(l)}",
    ),
    "activations": (
        r"g_j^{(l)} = \frac{\partial \ell}{\partial a_j^{(l)}}",
        r"= \sum_i \frac{\partial \ell}{\partial z_i^{(l+1)}} "
        r"\frac{\partial z_i^{(l+1)}}{\partial a_j^{(l)}}",
        r"= \sum_i \delta_i^{(l+1)} \, W_{ij}^{(l+1)}",
        r"g^{(l)} = (W^{(l+1)})^\top \delta^{(l+1)}",
    ),
    "skip": (
        r"a^{(l)} = \varphi(z^{(l)}) + a^{(l-1)}",
        r"g^{(l-1)} = (W^{(l)})^\top \delta^{(l)} + g^{(l)}",
    ),
    "softmax": (
        r"\ell = -\sum_i y_i \log \hat y_i, \quad \hat y_i = \frac{e^{z_i}}{\sum_j e^{z_j}}",
        r"\frac{\partial \hat y_i}{\partial z_j} = \hat y_i (\mathbf{1}_{i=j} - \hat y_j)",
        r"\frac{\partial \ell}{\partial z_j} = -\sum_i y_i (\mathbf{1}_{i=j} - \hat y_j)",
        r"= \hat y_j \sum_i y_i - y_j, \quad \sum_i y_i = 1",
        r"\delta^{(L)} = \hat y - y",
    ),
    "sigmoid": (
        r"\ell = -y \log \hat y - (1 - y) \log (1 - \hat y), \quad "
        r"\hat y = \frac{1}{1 + e^{-z}}",
        r"\frac{\partial \hat y}{\partial z} = \hat y (1 - \hat y)",
        r"\frac{\partial \ell}{\partial z} = "
        r"\Bigl(-\frac{y}{\hat y} + \frac{1 - y}{1 - \hat y}\Bigr) \hat y (1 - \hat y)",
        r"\delta^{(L)} = \hat y - y",
    ),
}
