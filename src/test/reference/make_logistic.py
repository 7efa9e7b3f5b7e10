"""Prints the rows and the values that LogisticRegressionTest holds.  pip install scikit-learn==1.9.1"""
import random
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

random.seed(5)
rows = [[round(random.gauss(0, 3), 1), round(random.uniform(0, 1), 2), round(random.gauss(100, 20))] for _ in range(30)]
labels = [int(0.6 * a + 2 * b - 0.02 * c + random.gauss(0, 1) > -1) for a, b, c in rows]
print("\n".join("{%s, %s, %s, %d}," % (*r, y) for r, y in zip(rows, labels)))
scaler = StandardScaler().fit(rows)
for penalty in (1, 0.01):
    model = LogisticRegression(C=1 / penalty, tol=1e-12, max_iter=10000).fit(scaler.transform(rows), labels)
    weights = model.coef_[0] / scaler.scale_
    print(penalty, model.intercept_[0] - np.dot(weights, scaler.mean_), *weights)
