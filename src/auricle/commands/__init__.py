"""The commands of ``auricle``, one file for each noun they are about."""
