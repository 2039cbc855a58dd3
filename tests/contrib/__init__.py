"""Tests of the apps that come with the package."""
