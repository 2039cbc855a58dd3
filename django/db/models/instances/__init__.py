"""What an instance of a model does without other rows: begin with values, know its state, be validated, refresh."""
