"""Optuna drives SEP: it asks for parameters, `sep trials --ask-tell` tells what they made.

    pip install optuna
    python examples/optuna/sep_optuna.py examples/sweeps/ask-tell.yaml 50

Every answer counts in the trial ledger, so that `sep report` knows how long the search was.
"""

import json
import subprocess
import sys

import optuna

spec, n_trials = sys.argv[1], int(sys.argv[2])
sep = subprocess.Popen(
    ["npx", "--no", "sep", "trials", spec, "--ask-tell"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
)


def objective(trial: optuna.Trial) -> float:
    params = {
        "look": trial.suggest_int("look", 4, 60),
        "thr_bps": trial.suggest_float("thr_bps", 0.5, 8, step=0.5),
        "exit_cd": trial.suggest_categorical("exit_cd", [0, 60, 300]),
    }
    sep.stdin.write(json.dumps(params) + "\n")
    sep.stdin.flush()
    answer = json.loads(sep.stdout.readline())
    if "error" in answer:
        raise RuntimeError(answer["error"])
    if not answer["enough"]:  # fewer trades than the spec's min_trades
        raise optuna.TrialPruned
    trial.set_user_attr("trades", answer["trades"])
    return answer["objective"]


study = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=1))
study.optimize(objective, n_trials=n_trials)
sep.stdin.close()
sep.wait()
print(json.dumps({"value": study.best_value, "params": study.best_params, **study.best_trial.user_attrs}))
