"""Team: open positions, skill gaps and learning, letters of responsibility, recognition, appraisals.

Serves M8 (recruiting), M9 (coaching), M10 (appraisal and recognition), T3 (learning).
"""
