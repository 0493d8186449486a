"""Small layered apps that every room stands on."""
