"""What leaves the house and what comes back: SCORM packages, dispatch, contractors, results, packages of others."""
