<%@ Page Language="C#" %>
<% var q = new SqlCommand("select name from products where name like '%" + Request["q"] + "%'", connection); %>