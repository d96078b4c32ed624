"""Computes losses.txt with PyTorch 1.13.1, in double precision: python3 losses.py > losses.txt.

Inputs follow a formula that LossGoldenTest and MetricTest repeat. Of each loss the value for each example (NAME), and the
gradient by x of their mean (NAME_dx). Line: name, then numbers.
"""
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)


def fill(k, *shape):
    """Element i is ((i * k) mod 13 - 6) / 4: exact in single precision, with ties."""
    count = 1
    for extent in shape:
        count *= extent
    return (((torch.arange(count) * k) % 13 - 6) / 4).reshape(shape)


def show(name, tensor):
    print(name, *(repr(float(v)) for v in torch.as_tensor(tensor).detach().contiguous().reshape(-1)))


def loss(name, f, x):
    leaf = x.clone().requires_grad_()
    terms = f(leaf)
    terms = terms.reshape(len(x), -1).mean(1)
    terms.mean().backward()
    show(name, terms)
    show(name + "_dx", leaf.grad)


n, c = 7, 5
x = 2 * fill(5, n, c) + 0.125
labels = torch.arange(n) * 3 % c
odds = (fill(7, n, c) + 2) / 4
spread = odds / 8
spread[:, 0] += 1 - spread.sum(1)
probabilities = torch.tensor([0.125, 0.25, 0.0625, 0.5, 0.0625]).repeat(n, 1)
probabilities = torch.stack([row.roll(i) for i, row in enumerate(probabilities)])
weights = torch.tensor([0.5, 1.5, 2.0, 0.25, 1.0])
yes = (fill(3, n, c) > 0).double()
signs = 2 * yes - 1
targets = 3 * fill(4, n, c)


def from_probabilities(p, t, smoothing=0.0, w=torch.ones(c)):
    return -(w * ((1 - smoothing) * t + smoothing / c) * torch.log(p)).sum(1)


none = {"reduction": "none"}
one_hot = F.one_hot(labels, c).double()
loss("softmax_labels", lambda x: F.cross_entropy(x, labels, **none), x)
loss("softmax_smooth", lambda x: F.cross_entropy(x, labels, label_smoothing=0.15625, **none), x)
loss("softmax_weights", lambda x: F.cross_entropy(x, labels, weights, **none), x)
loss("softmax_both", lambda x: F.cross_entropy(x, labels, weights, label_smoothing=0.15625, **none), x)
loss("softmax_spread", lambda x: F.cross_entropy(x, spread, **none), x)
loss("softmax_spread_both", lambda x: F.cross_entropy(x, spread, weights, label_smoothing=0.15625, **none), x)
loss("probabilities_labels", lambda p: F.nll_loss(torch.log(p), labels, **none), probabilities)
loss("probabilities_spread", lambda p: from_probabilities(p, spread), probabilities)
loss("probabilities_both", lambda p: from_probabilities(p, one_hot, 0.15625, weights), probabilities)
bce = F.binary_cross_entropy_with_logits
loss("sigmoid", lambda x: bce(x, odds, **none), x)
loss("sigmoid_smooth", lambda x: bce(x, 0.75 * yes + 0.125, **none), x)
loss("sigmoid_weights", lambda x: bce(x, odds, weights, pos_weight=weights.flip(0), **none), x)
loss("binary", lambda p: F.binary_cross_entropy(p, odds, **none), probabilities)
loss("binary_weights", lambda p: F.binary_cross_entropy(p, odds, weights, **none), probabilities)
loss("squared", lambda x: F.mse_loss(x, targets, **none), x)
loss("absolute", lambda x: F.l1_loss(x, targets, **none), x)
loss("huber", lambda x: F.huber_loss(x, targets, delta=1.5, **none), x)
loss("log_cosh", lambda x: torch.log(torch.cosh(x - targets)), x)
loss("quantile", lambda x: torch.maximum(0.75 * (targets - x), -0.25 * (targets - x)), x)
loss("hinge", lambda x: torch.clamp(1 - signs * x, min=0), x)
loss("multi_class_hinge", lambda x: F.multi_margin_loss(x, labels, p=1, margin=1.0, **none), x)
loss("multi_class_hinge_squared", lambda x: F.multi_margin_loss(x, labels, p=2, margin=0.75, **none), x)


def per_class(right, said, true):
    def part(a, b):
        return torch.where(b > 0, a / b.clamp(min=1), torch.zeros_like(a))

    return part(right, said), part(right, true), part(2 * right, said + true)


def precision_recall(name, said, true):
    """Both are [examples, classes], 0 or 1."""
    right, said, true = (said * true).sum(0), said.sum(0), true.sum(0)
    numbers = per_class(right, said, true)
    show(name + "_per_class", torch.stack(numbers))
    occurs = said + true > 0
    show(name + "_macro", torch.stack([number[occurs].mean() for number in numbers]))
    show(name + "_micro", torch.stack(per_class(right.sum(), said.sum(), true.sum())))


many = 41
scores = fill(5, many, c) + torch.arange(many * c).reshape(many, c) % 7 / 16
truth = torch.arange(many) * torch.arange(many) % c
show("accuracy", (scores.argmax(1) == truth).double().mean())
for k in (1, 2, 3):
    show("top%d" % k, (scores.topk(k, 1)[1] == truth[:, None]).any(1).double().mean())
precision_recall("classes", F.one_hot(scores.argmax(1), c).double(), F.one_hot(truth, c).double())
chances = torch.sigmoid(scores)
labelled = (fill(4, many, c) > 0.25).double()
labelled[:, 3] = 0
show("binary_accuracy", ((chances > 0.5) == (labelled > 0.5)).double().mean())
show("binary_accuracy_at", ((chances > 0.375) == (labelled > 0.5)).double().mean())
precision_recall("labels", (chances > 0.5).double(), labelled)
# Far from zero, where a difference of squares would leave nothing in single precision.
wanted = 4096 + fill(7, many, c)
found = wanted + fill(3, many, c) / 8
show("mae", (found - wanted).abs().mean())
show("rmse", ((found - wanted) ** 2).mean().sqrt())
show("r2", (1 - ((found - wanted) ** 2).sum(0) / ((wanted - wanted.mean(0)) ** 2).sum(0)).mean())
show("within", ((found - wanted).abs() <= 0.125).double().mean())
show("within_relative", ((found - wanted).abs() <= wanted.abs() / 32768).double().mean())
