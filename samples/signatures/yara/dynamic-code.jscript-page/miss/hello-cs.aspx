<%@ Page Language="C#" %>
<script language="JScript">var greeting = "hello";</script>
