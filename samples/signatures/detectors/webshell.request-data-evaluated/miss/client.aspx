<%@ Page Language="C#" Inherits="Shop.Cart" %>
<script type="text/javascript">var settings = eval("(" + document.getElementById("s").value + ")");</script>
<% Response.Write(Request["page"]); %>