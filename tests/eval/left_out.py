#!/usr/bin/env python3
"""How the few weights of a model do on what they were not fitted to.

left_out.py MUSTER SHARE DATA: takes the terms of a model from SHARE/signals.yaml, fits their weights by plain logistic
regression to all projects of DATA/TASK/dev.jsonl but one, tries them on that one, and prints lines as score.py does.
What a term is worth in a text is asked of MUSTER itself, with a copy of the rules in which that term stands alone.
"""
import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile

STEP = .25  # weight of a term that stands alone: no value is near 0 or 1
FOLDS = 5  # of READMEs
SECTION_CLASSES = 'what why how when who references contribution other'.split()
RIDGE = 1.0  # on standardised terms
ROUNDS = 12
# task, measure, what is left out, and of each model: part, label, to beat
TASKS = (
    ('commit', 'commit', 'repo', (('commit_why', 'why', 'why', '.674 (length)'),
                                  ('commit_what', 'what', 'what', '.674 (length)'))),
    ('review', 'review', 'lang', (('review_informative', 'informative', 'informativeness', '.851 (length)'),)),
)


def model_line(name):
    return re.compile(r'^(  ' + name + r': )\{(.*)\}$', re.M)


def terms_of(rules, name):
    pairs = model_line(name).search(rules).group(2).split(', ')
    return [pair.rsplit(':', 1)[0].strip() for pair in pairs if not pair.startswith('bias')]


def worth(muster, share, rules, measure, model, part, term, lines):
    """A term's value in each text."""
    with tempfile.TemporaryDirectory() as room:
        copy = os.path.join(room, 'share')
        shutil.copytree(share, copy)
        with open(os.path.join(copy, 'signals.yaml'), 'w', encoding='utf-8') as out:
            out.write(model_line(model).sub(lambda m: f'{m.group(1)}{{bias: 0, {term}: {STEP}}}', rules))
        answers = subprocess.run([muster, 'measure', measure], input=lines, text=True, check=True,
                                 stdout=subprocess.PIPE, env=dict(os.environ, MUSTER_SHARE=copy)).stdout
    values = []
    for answer in answers.splitlines():
        p = min(max(json.loads(answer)['parts'].get(part, .5), 1e-6), 1 - 1e-6)
        values.append(math.log(p / (1 - p)) / STEP)
    return values


def solve(a, b):
    n = len(b)
    for i in range(n):
        pivot = max(range(i, n), key=lambda k: abs(a[k][i]))
        a[i], a[pivot], b[i], b[pivot] = a[pivot], a[i], b[pivot], b[i]
        for k in range(i + 1, n):
            f = a[k][i] / a[i][i]
            for j in range(i, n):
                a[k][j] -= f * a[i][j]
            b[k] -= f * b[i]
    x = [0.0] * n
    for i in reversed(range(n)):
        x[i] = (b[i] - sum(a[i][j] * x[j] for j in range(i + 1, n))) / a[i][i]
    return x


def fit(rows, labels):
    """Newton's method; the first column is 1."""
    n = len(rows[0])
    w = [0.0] * n
    for _ in range(ROUNDS):
        gradient = [0.0] + [-RIDGE * v for v in w[1:]]
        hessian = [[RIDGE if i == j and i else 1e-9 if i == j else 0.0 for j in range(n)] for i in range(n)]
        for x, label in zip(rows, labels):
            p = 1 / (1 + math.exp(-max(-30, min(30, sum(a * b for a, b in zip(w, x))))))
            for i in range(n):
                gradient[i] += (label - p) * x[i]
                scaled = p * (1 - p) * x[i]
                for j in range(n):
                    hessian[i][j] += scaled * x[j]
        w = [a + b for a, b in zip(w, solve(hessian, gradient))]
    return w


def standardised(columns):
    made = []
    for column in columns:
        mean = sum(column) / len(column)
        spread = math.sqrt(sum((v - mean) ** 2 for v in column) / len(column)) or 1
        made.append([(v - mean) / spread for v in column])
    return [[1.0, *values] for values in zip(*made)]


def auc(values, labels):
    good = [v for v, label in zip(values, labels) if label]
    bad = [v for v, label in zip(values, labels) if not label]
    if not good or not bad:
        return None
    return sum((g > b) + .5 * (g == b) for g in good for b in bad) / len(good) / len(bad)


def left_out(rows, labels, groups):
    """AUC of all, each judged by weights of the other groups, and by group."""
    values, by_group = [0.0] * len(rows), {}
    for group in sorted(set(groups)):
        inside = [i for i, g in enumerate(groups) if g == group]
        others = [i for i, g in enumerate(groups) if g != group]
        w = fit([rows[i] for i in others], [labels[i] for i in others])
        for i in inside:
            values[i] = sum(a * b for a, b in zip(w, rows[i]))
        by_group[group] = auc([values[i] for i in inside], [labels[i] for i in inside])
    return auc(values, labels), by_group


def half_of(data, task):
    path = next((p for p in (os.path.join(data, task, f'{half}.jsonl') for half in ('test', 'dev')) if os.path.exists(p)), None)
    if path is None:
        return []
    with open(path, encoding='utf-8') as file:
        return [json.loads(line) for line in file]


def sections_of(items, answers):
    """The sections that are both labelled and found, by heading and order: number of the README, labels, and where it is in the answer."""
    found = []
    for k, (item, answer) in enumerate(zip(items, answers)):
        queues = {}
        for i, section in enumerate(answer.get('sections', [])):
            queues.setdefault(section['heading'].strip().lstrip('# ').strip(), []).append(i)
        for section in item['labels']['sections']:
            queue = queues.get(section['heading'].strip().lstrip('# ').strip(), [])
            found.append((k, set(section['classes']), queue.pop(0) if queue else None))
    return found


def measured(muster, share, rules, change, lines):
    with tempfile.TemporaryDirectory() as room:
        copy = os.path.join(room, 'share')
        shutil.copytree(share, copy)
        with open(os.path.join(copy, 'signals.yaml'), 'w', encoding='utf-8') as out:
            out.write(change(rules))
        answers = subprocess.run([muster, 'measure', 'readme'], input=lines, text=True, check=True, stdout=subprocess.PIPE,
                                 env=dict(os.environ, MUSTER_SHARE=copy)).stdout
    return [json.loads(line) for line in answers.splitlines()]


def readmes(muster, share, rules, data):
    """Weighted F1 of sections with the weights of all classes fitted to other READMEs, in FOLDS folds of whole READMEs."""
    items = half_of(data, 'readme')
    if not items:
        return
    lines = ''.join(json.dumps({k: v for k, v in item.items() if k != 'labels'}) + '\n' for item in items)
    sections = sections_of(items, measured(muster, share, rules, lambda text: text, lines))
    scores = {}
    for name in SECTION_CLASSES:
        model, columns = 'section_' + name, []
        for term in terms_of(rules, model):
            change = lambda text: model_line(model).sub(lambda m: f'{m.group(1)}{{bias: 0, {term}: {STEP}}}', text)
            answers = measured(muster, share, rules, change, lines)
            column = []
            for k, _, i in sections:
                p = .5 if i is None else answers[k]['sections'][i]['parts'][name]
                p = min(max(p, 1e-6), 1 - 1e-6)
                column.append(math.log(p / (1 - p)) / STEP)
            columns.append(column)
        rows = standardised(columns) if columns else [[1.0] for _ in sections]
        labels = [name in classes for _, classes, _ in sections]
        values = [0.0] * len(sections)
        for fold in range(FOLDS):
            w = fit([r for r, (k, _, _) in zip(rows, sections) if k % FOLDS != fold], [l for l, (k, _, _) in zip(labels, sections) if k % FOLDS != fold])
            for n, (k, _, _) in enumerate(sections):
                if k % FOLDS == fold:
                    values[n] = sum(a * b for a, b in zip(w, rows[n]))
        scores[name] = values
    count = {name: [0, 0, 0] for name in SECTION_CLASSES}
    for n, (_, classes, i) in enumerate(sections):
        got = {name for name in SECTION_CLASSES if scores[name][n] >= 0} or {max(SECTION_CLASSES, key=lambda name: scores[name][n])}
        got = got if i is not None else set()
        for name in SECTION_CLASSES:
            count[name][0] += name in got and name in classes
            count[name][1] += name in got and name not in classes
            count[name][2] += name in classes and name not in got
    total = sum(tp + fn for tp, _, fn in count.values())
    f1 = sum((tp + fn) / total * (2 * tp / (2 * tp + fp + fn) if tp else 0) for tp, fp, fn in count.values())
    print(f'readme\tweighted F1 of sections, a fifth of the READMEs left out\t{f1:.4f}\tn={len(items)}\t.706 (bag of words)')


def main():
    muster, share, data = sys.argv[1:4]
    with open(os.path.join(share, 'signals.yaml'), encoding='utf-8') as file:
        rules = file.read()
    for task, measure, group, models in TASKS:
        items = half_of(data, task)
        if not items:
            continue
        if any(group not in item for item in items):
            continue
        lines = ''.join(json.dumps({k: v for k, v in item.items() if k != 'labels'}) + '\n' for item in items)
        for model, part, label, beat in models:
            rows = standardised([worth(muster, share, rules, measure, model, part, term, lines)
                                 for term in terms_of(rules, model)])
            labels = [bool(item['labels'][label]) for item in items]
            pooled, by_group = left_out(rows, labels, [item[group] for item in items])
            known = [v for v in by_group.values() if v is not None]
            single = ', '.join(f'{g} {v:.3f}' for g, v in by_group.items() if v is not None)
            print(f'{task}\tAUC {part}, one {group} left out\t{pooled:.4f}\tn={len(items)}\t{beat}; {single}; '
                  f'mean {sum(known) / len(known):.3f}')
    readmes(muster, share, rules, data)


if __name__ == '__main__':
    main()
