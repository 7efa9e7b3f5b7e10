"""What makes models ready for Seine: run once, by hand, far from any job. See docs/models.md."""
