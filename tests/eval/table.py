#!/usr/bin/env python3
"""Prints eval.sh's findings as one table: table.py FILE

FILE holds the lines of score.py (task, figure, value, n, figure to beat) and,
with the way of crawling before them, those of rank.py.
"""
import re
import sys

# What this project holds itself to, in the words of score.py.
BARS = {
    ('commit', 'AUC why'): .86,
    ('commit', 'AUC what'): .84,
    ('commit', 'AUC why, one repo left out'): .86,
    ('commit', 'AUC what, one repo left out'): .84,
    ('review', 'AUC informative'): .87,
    ('review', 'balanced accuracy informative'): .77,
    ('review_useful', 'AUC useful'): .70,
    ('tone', 'F1 toxic'): .75,
    ('tone', 'precision toxic'): .90,
    ('readme', 'weighted F1 of sections'): .70,
    ('bot', 'precision bot'): .95,
    ('bot', 'recall bot'): .45,
    ('bot', 'AUC bot'): .90,
    ('stars', 'AUC stars trusted'): .93,
    ('profile', 'AUC lead'): .86,
}
# A plain sum of logarithms: commits + 0.5 recent ones + merges of others' work
# + 0.3 months of span.
PLAIN = {'AUC': .944, 'R-precision': .614, 'AP': .710}
ROW = '{:<20} {:<34} {:>6} {:>6}  {:<4} {}'


def verdict(value, bar):
    if bar is None:
        return ''
    return 'yes' if value >= bar else 'NO'


def row(task, figure, value, bar, note):
    print(ROW.format(task, figure, f'{value:.3f}', '' if bar is None else f'{bar:.3f}', verdict(value, bar), note).rstrip())


def ranked(fields):
    way, repository = fields[0], fields[1]
    figures = re.findall(r'(AUC|R-precision|AP) ([\d.]+)', '\t'.join(fields))
    if not figures:
        return False
    is_mean = repository == 'mean'
    for name, value in figures:
        bar = PLAIN[name] if is_mean else None
        row(way, f"{'mean ' if is_mean else ''}{name}", float(value), bar,
            'a plain sum of logarithms' if is_mean else repository)
    return True


def main():
    print(ROW.format('task', 'figure', 'value', 'bar', 'held', 'to beat').rstrip())
    for line in open(sys.argv[1], encoding='utf-8'):
        fields = line.rstrip('\n').split('\t')
        if fields[0].startswith('rank'):
            if not ranked(fields):
                print(f'{fields[0]:<20} {" ".join(fields[1:])}')
        elif len(fields) >= 5:
            row(fields[0], fields[1], float(fields[2]), BARS.get((fields[0], fields[1])),
                f'{fields[4].replace("to beat: ", "")} ({fields[3]})')
        else:
            print('  '.join(fields))


if __name__ == '__main__':
    main()
