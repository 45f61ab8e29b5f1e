"""What administrators decide: queues, people, lists, numbers and rules, changed as one and written down."""
