"""Who somebody is at the company (OpenID Connect): how we ask its identity provider."""
