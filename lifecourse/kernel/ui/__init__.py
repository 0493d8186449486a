"""The look and the page frame that every room uses: base pages, form fields, tables and charts."""
