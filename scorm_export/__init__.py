"""What leaves the house: SCORM packages, dispatch, results coming home. It arrives with a later issue."""
