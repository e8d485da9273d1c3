<%@ Page Language="C#" %>
<script runat="server">                                                                                          </script>
