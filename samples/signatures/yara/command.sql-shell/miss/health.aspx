<%@ Page Language="C#" %>
<% Check("select value from sys.configurations where name = 'remote access'"); %>
