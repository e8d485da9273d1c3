<!--#include file="header.inc"-->
<%= Now %>
