<% name = Request("name")
Response.Write Server.HTMLEncode(name) %>