<%@ Page Language="C#" Inherits="Example.List" %>
<script runat="server">
                                                            
</script>
