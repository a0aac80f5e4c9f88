"""What people are told: members by mail or the company's sender, the team by mail or Slack."""
