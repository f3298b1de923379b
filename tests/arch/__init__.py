"""Rules about the code itself. A red test here says which habit was broken, and where."""
