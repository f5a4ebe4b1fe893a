"""How the built-in judge is made: recipe, fine-tuning, export, stacker, thresholds. Never imported at run time."""
