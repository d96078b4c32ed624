"""Computes golden.txt with PyTorch 1.13.1, in double precision: python3 golden.py > golden.txt.

Inputs follow a formula that GoldenTest repeats, so only results are stored, in NHWC. Line: name, then numbers.
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


def nchw(x):
    return x.permute(0, 3, 1, 2)


def nhwc(y):
    return y.permute(0, 2, 3, 1)


def show(name, tensor):
    print(name, *(repr(float(v)) for v in tensor.detach().contiguous().reshape(-1)))


def conv(name, x, w, b, stride, padding, dilation, groups):
    """w is [kh, kw, ic/groups, oc]; padding is (top, left, bottom, right)."""
    top, left, bottom, right = padding
    x = x.clone().requires_grad_()
    w = w.clone().requires_grad_()
    padded = F.pad(nchw(x), (left, right, top, bottom))
    y = nhwc(F.conv2d(padded, w.permute(3, 2, 0, 1), b, stride, 0, dilation, groups))
    dy = fill(3, *y.shape)
    y.backward(dy)
    show(name + "_y", y)
    show(name + "_dx", x.grad)
    show(name + "_dw", w.grad)


conv("conv_strided", fill(5, 2, 5, 6, 3), fill(7, 3, 2, 3, 4), fill(2, 4), (2, 1), (1, 0, 2, 1), 1, 1)
conv("conv_dilated_groups", fill(5, 1, 7, 8, 4), fill(7, 2, 3, 2, 6), fill(2, 6), (1, 2), (0, 1, 1, 0), (3, 2), 2)
conv("conv_depthwise", fill(5, 2, 4, 4, 3), fill(7, 3, 3, 1, 3), fill(2, 3), 1, (1, 1, 1, 1), 1, 3)

x = fill(5, 2, 5, 6, 3)
for name, sign in (("max", 1), ("min", -1)):
    leaf = x.clone().requires_grad_()
    y, index = F.max_pool2d(nchw(sign * leaf), 3, 2, 1, ceil_mode=True, return_indices=True)
    y = nhwc(sign * y)
    y.backward(fill(3, *y.shape))
    show(name + "_pool_y", y)
    show(name + "_pool_pixel", nhwc(index))
    show(name + "_pool_dx", leaf.grad)
for ceil in (False, True):
    for include in (False, True):
        name = "avg_pool_%s_%s" % ("ceil" if ceil else "floor", "padded" if include else "inside")
        leaf = x.clone().requires_grad_()
        y = nhwc(F.avg_pool2d(nchw(leaf), (3, 2), (2, 3), (1, 1), ceil, include))
        y.backward(fill(3, *y.shape))
        show(name + "_y", y)
        show(name + "_dx", leaf.grad)

logits = fill(5, 4, 5).requires_grad_()
labels = torch.tensor([0, 3, 4, 1])
loss = F.cross_entropy(logits, labels, reduction="none")
loss.mean().backward()
show("cross_entropy_loss", loss)
show("cross_entropy_mean", loss.mean())
show("cross_entropy_dx", logits.grad)
show("softmax_y", F.softmax(logits, 1))

x = fill(5, 2, 3, 4, 3).requires_grad_()
gamma = fill(2, 3).requires_grad_()
beta = fill(4, 3).requires_grad_()
mean, variance = torch.zeros(3), torch.ones(3)
y = nhwc(F.batch_norm(nchw(x), mean, variance, gamma, beta, True, 0.1, 1e-3))
y.backward(fill(3, *y.shape))
show("batch_norm_y", y)
show("batch_norm_dx", x.grad)
show("batch_norm_dgamma", gamma.grad)
show("batch_norm_running_mean", mean)
show("batch_norm_running_variance", variance)


def optimize(name, make):
    """20 steps, gradients as in step 0 .. 4 again and again."""
    p = fill(5, 128).requires_grad_()
    optimizer = make([p])
    for step in range(20):
        p.grad = fill(3 + step % 5, 128)
        optimizer.step()
    show(name, p)


class Lion(torch.optim.Optimizer):
    """By algorithm 2 of Chen and others, 2023; PyTorch 1.13 has none."""

    def __init__(self, p, lr, betas, weight_decay):
        super().__init__(p, dict(lr=lr, betas=betas, weight_decay=weight_decay, m=torch.zeros(128)))

    def step(self):
        for group in self.param_groups:
            (beta1, beta2), (p,) = group["betas"], group["params"]
            c = beta1 * group["m"] + (1 - beta1) * p.grad
            p.data = p.data - group["lr"] * (torch.sign(c) + group["weight_decay"] * p.data)
            group["m"] = beta2 * group["m"] + (1 - beta2) * p.grad


optim = torch.optim
for name, make in (
    ("sgd", lambda p: optim.SGD(p, 0.25, weight_decay=0.5)),
    ("sgd_momentum", lambda p: optim.SGD(p, 0.25, momentum=0.5, dampening=0.25, weight_decay=0.5)),
    ("sgd_nesterov", lambda p: optim.SGD(p, 0.25, momentum=0.5, nesterov=True)),
    ("adam", lambda p: optim.Adam(p, 0.25, (0.5, 0.75), 0.0625, weight_decay=0.5)),
    ("adam_usual", lambda p: optim.Adam(p, 0.25)),
    ("adam_amsgrad", lambda p: optim.Adam(p, 0.25, (0.5, 0.75), 0.0625, 0.5, True)),
    ("adamw", lambda p: optim.AdamW(p, 0.25, (0.5, 0.75), 0.0625, weight_decay=0.5)),
    ("adamw_amsgrad", lambda p: optim.AdamW(p, 0.25, (0.5, 0.75), 0.0625, 0.5, True)),
    ("adagrad", lambda p: optim.Adagrad(p, 0.25)),
    ("adagrad_options", lambda p: optim.Adagrad(p, 0.25, 0.125, 0.5, 0.75, 0.0625)),
    ("adadelta", lambda p: optim.Adadelta(p, 0.25)),
    ("adadelta_options", lambda p: optim.Adadelta(p, 0.25, 0.5, 0.0625, 0.5)),
    ("rmsprop", lambda p: optim.RMSprop(p, 0.25)),
    ("rmsprop_momentum", lambda p: optim.RMSprop(p, 0.25, 0.75, 0.0625, 0.5, 0.5)),
    ("rmsprop_centred", lambda p: optim.RMSprop(p, 0.25, 0.75, 0.0625, 0.5, 0, True)),
    ("rmsprop_centred_momentum", lambda p: optim.RMSprop(p, 0.25, 0.75, 0.0625, 0.5, 0.5, True)),
    # Without foreach, PyTorch 1.13 counts mu twice in the product; later versions do not.
    ("nadam", lambda p: optim.NAdam(p, 0.25, foreach=True)),
    ("nadam_options", lambda p: optim.NAdam(p, 0.25, (0.5, 0.75), 0.0625, 0.5, 0.25, foreach=True)),
    ("lion", lambda p: Lion(p, 0.25, (0.5, 0.75), 0)),
    ("lion_decay", lambda p: Lion(p, 0.25, (0.75, 0.5), 0.5)),
):
    optimize(name, make)


def elementwise(name, f, x, *constants):
    x = x.clone().requires_grad_()
    y = f(x, *constants)
    y.backward(fill(3, *y.shape))
    show(name + "_y", y)
    show(name + "_dx", x.grad)


# Off the kinks at -3, 0 and 3.
wide = 4 * fill(5, 39) + 0.125
for name, f in (
    ("leaky_relu", lambda x: F.leaky_relu(x, 0.25)),
    ("elu", lambda x: F.elu(x, 0.25)),
    ("selu", F.selu),
    ("gelu", F.gelu),
    ("gelu_tanh", lambda x: F.gelu(x, approximate="tanh")),
    ("silu", F.silu),
    ("sigmoid", torch.sigmoid),
    # By their formulas: the slope of F.hardsigmoid is in single precision.
    ("hard_sigmoid", lambda x: torch.clamp(x / 6 + 0.5, 0, 1)),
    ("hard_swish", lambda x: x * torch.clamp(x / 6 + 0.5, 0, 1)),
    ("tanh", torch.tanh),
    ("softplus", F.softplus),
):
    elementwise(name, f, wide)

x = fill(5, 2, 3, 4, 3).requires_grad_()
alpha = fill(2, 3).requires_grad_()
y = nhwc(F.prelu(nchw(x), alpha))
y.backward(fill(3, *y.shape))
show("prelu_y", y)
show("prelu_dx", x.grad)
show("prelu_dalpha", alpha.grad)

t = fill(4, 39)
odds = torch.sigmoid(fill(4, 39)).float().double()
signs = torch.where(t > 0, 1.0, -1.0)
for name, f, x, target in (
    ("squared", lambda x, t: F.mse_loss(x, t, reduction="none"), wide, t),
    ("absolute", lambda x, t: F.l1_loss(x, t, reduction="none"), fill(5, 39), t),
    ("huber", lambda x, t: F.huber_loss(x, t, reduction="none", delta=1.5), wide, t),
    ("log_cosh", lambda x, t: torch.log(torch.cosh(x - t)), wide, t),
    ("quantile", lambda x, t: torch.maximum(0.75 * (t - x), -0.25 * (t - x)), wide, t),
    ("hinge", lambda x, t: torch.clamp(1 - t * x, min=0), wide, signs),
    ("binary_cross_entropy_of_logit", lambda x, t: F.binary_cross_entropy_with_logits(x, t, reduction="none"), wide, odds),
    ("binary_cross_entropy", lambda x, t: F.binary_cross_entropy(x, t, reduction="none"), torch.sigmoid(wide).float().double(), odds),
):
    elementwise(name, f, x, target)
show("odds", odds)
show("sigmoid_of_wide", torch.sigmoid(wide).float().double())

images = fill(5, 2, 4, 5, 3)
for name, f in (
    ("pad_replicate", lambda x: F.pad(x, (1, 3, 2, 0), "replicate")),
    ("pad_reflect", lambda x: F.pad(x, (4, 1, 3, 2), "reflect")),
    ("nearest", lambda x: F.interpolate(x, scale_factor=(2, 3), mode="nearest")),
    ("bilinear", lambda x: F.interpolate(x, scale_factor=(2, 3), mode="bilinear", align_corners=False)),
    ("bilinear_smaller", lambda x: F.interpolate(x, size=(3, 2), mode="bilinear", align_corners=False)),
    ("adaptive_mean", lambda x: F.adaptive_avg_pool2d(x, (3, 2))),
    ("adaptive_mean_larger", lambda x: F.adaptive_avg_pool2d(x, (7, 5))),
):
    elementwise(name, lambda x: nhwc(f(nchw(x))), images)


def transposed(name, x, w, b, stride, padding, extra, dilation, groups):
    """w is [kh, kw, oc/groups, ic]."""
    y = F.conv_transpose2d(nchw(x), w.permute(3, 2, 0, 1), b, stride, padding, extra, groups, dilation)
    show(name, nhwc(y))


transposed("transposed_plain", fill(5, 2, 3, 4, 3), fill(7, 3, 2, 4, 3), fill(2, 4), (2, 1), 0, 0, 1, 1)
transposed("transposed_cut", fill(5, 2, 3, 4, 4), fill(7, 3, 4, 3, 4), fill(2, 6), (2, 3), (1, 2), (1, 2), (1, 1), 2)
transposed("transposed_dilated", fill(5, 1, 3, 2, 2), fill(7, 2, 3, 3, 2), None, 2, 0, 0, (2, 1), 1)

x = fill(5, 2, 7, 4)
w = fill(7, 1, 3, 2, 6)
padded = F.pad(x.permute(0, 2, 1), (2, 1), "reflect")
y = F.conv1d(padded, w[0].permute(2, 1, 0), fill(2, 6), 2, 0, 1, 2)
show("conv1d_reflect", y.permute(0, 2, 1))


def volumes(name, x, w, b, stride, padding):
    """w is [kh, kw, kd, ic, oc]."""
    y = F.conv3d(x.permute(0, 4, 1, 2, 3), w.permute(4, 3, 2, 0, 1), b, stride, padding)
    show(name, y.permute(0, 2, 3, 4, 1))


volumes("conv3d_plain", fill(5, 2, 3, 5, 4, 2), fill(7, 3, 2, 2, 2, 3), fill(2, 3), (1, 2, 1), 0)
volumes("conv3d_padded", fill(5, 1, 4, 3, 4, 3), fill(7, 3, 3, 3, 3, 2), None, (2, 1, 2), 1)


x = fill(5, 2, 3, 4, 6).requires_grad_()
gamma = fill(2, 6).requires_grad_()
beta = fill(4, 6).requires_grad_()
y = nhwc(F.group_norm(nchw(x), 3, gamma, beta, 1e-3))
y.backward(fill(3, *y.shape))
show("group_norm_y", y)
show("group_norm_dx", x.grad)
show("group_norm_dgamma", gamma.grad)
show("log_softmax_y", F.log_softmax(fill(5, 4, 5), 1))


def schedule(name, make, steps=12):
    """What a learning rate of 1 becomes, before each step."""
    optimizer = optim.SGD([torch.zeros(1)], 1.0)
    scheduler = make(optimizer)
    rates = []
    for step in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    show(name, torch.tensor(rates))


schedules = torch.optim.lr_scheduler
schedule("schedule_step", lambda o: schedules.StepLR(o, 3, 0.5))
schedule("schedule_exponential", lambda o: schedules.ExponentialLR(o, 0.75))
schedule("schedule_polynomial", lambda o: schedules.PolynomialLR(o, 8, 2))
schedule("schedule_cosine", lambda o: schedules.CosineAnnealingLR(o, 11, 0.125))
schedule("schedule_warm_up", lambda o: schedules.LinearLR(o, 0.25, 1, 3))
schedule("schedule_one_cycle", lambda o: schedules.OneCycleLR(o, 1, 12, pct_start=0.5), 12)


def plateau(name, values, **options):
    optimizer = optim.SGD([torch.zeros(1)], 1.0)
    scheduler = schedules.ReduceLROnPlateau(optimizer, **options)
    rates = []
    for value in values:
        scheduler.step(value)
        rates.append(optimizer.param_groups[0]["lr"])
    show(name, torch.tensor(rates))


# Falls, rises, stands still, falls by little; NaN is never better.
losses = [3, 2, 2, 2.5, 2, 1.99, 1.95, 1.95, 1.95, 1.95, 1, 1, 1, float("nan"), 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]
plateau("plateau_usual", losses, factor=0.5, patience=2)
plateau("plateau_eager", losses, factor=0.5, patience=0)
plateau("plateau_part", losses, factor=0.5, patience=1, threshold=0.05)
plateau("plateau_amount", losses, factor=0.5, patience=1, threshold=0.02, threshold_mode="abs")
plateau("plateau_cooldown", losses, factor=0.5, patience=1, cooldown=2)
plateau("plateau_floor", losses, factor=0.5, patience=0, min_lr=0.1)
plateau("plateau_growing", losses, factor=0.5, patience=1, mode="max")
plateau("plateau_growing_amount", losses, factor=0.5, patience=1, mode="max", threshold=0.1, threshold_mode="abs")
