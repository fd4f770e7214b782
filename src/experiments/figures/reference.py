# Makes reference.tsv beside it, with scipy 1.17: python3 reference.py > reference.tsv
# A line: weight, visitors, conversions of two variants; then the first one's Wilson interval, how
# probable it is that the second beats it, what each costs on average, the sample-ratio test.
import random
from scipy import integrate, stats
from scipy.stats import beta

random.seed(20261123)
for _ in range(2000):
    n = [int(10 ** random.uniform(0.5, 5)) for _ in range(2)]
    if random.random() < 0.5:
        n[1] = max(1, int(n[0] * random.uniform(0.9, 1.1)))
    rate = 10 ** random.uniform(-3, -0.05)
    s = [min(k, round(k * rate * random.uniform(0.7, 1.4))) for k in n]
    w = random.choice([[1, 1], [1, 2], [9, 1]])
    if random.random() < 0.5:
        n[1] = max(s[1], 1, int(n[0] * w[1] / w[0] * random.uniform(0.9, 1.1)))
    ci = stats.binomtest(s[0], n[0]).proportion_ci(0.95, "wilson")
    a, b = (beta(x + 1, k - x + 1) for x, k in zip(s, n))

    def mean(f, of):
        low, high = of.ppf(1e-14), of.isf(1e-14)
        marks = [low + (high - low) * i / 20 for i in range(21)]
        return sum(
            integrate.quad(lambda x: f(x) * of.pdf(x), i, j, epsabs=1e-13, epsrel=1e-11)[0]
            for i, j in zip(marks, marks[1:])
        )

    beats = mean(a.cdf, b)
    # E[max(b - a, 0)] is the integral of P(a < x < b).
    lows, highs = [d.ppf(1e-14) for d in (a, b)], [d.isf(1e-14) for d in (a, b)]
    low, high = min(lows), max(highs)
    marks = sorted({low + (high - low) * i / 20 for i in range(21)} | set(lows + highs))
    def area(f):
        return sum(integrate.quad(f, i, j, epsabs=1e-13, epsrel=1e-11)[0] for i, j in zip(marks, marks[1:]))
    loss = [area(lambda x: a.cdf(x) * b.sf(x)), area(lambda x: b.cdf(x) * a.sf(x))]
    total = sum(n)
    expected = [total * x / sum(w) for x in w]
    ratio = stats.chisquare(n, expected).pvalue if min(expected) >= 5 else float("nan")
    row = [w[0], n[0], s[0], w[1], n[1], s[1]]
    print(*row, *(f"{x:.9g}" for x in [ci.low, ci.high, beats, *loss, ratio]), sep="\t")
