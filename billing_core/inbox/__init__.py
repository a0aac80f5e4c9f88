"""What Iamport tells us: store the raw event and answer; then claim, read the payment, settle."""
