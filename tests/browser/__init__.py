"""Tests of the pages in a real Chromium. How to add a page: see `crawling.ROUTES`."""
