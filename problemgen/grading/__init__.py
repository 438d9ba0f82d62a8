"""Grades as values: what was given for each part, what changed, and what a class found hard."""
