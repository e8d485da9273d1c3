<%@ WebHandler Language="C#" Class="Feed" %>
var r = WebRequest.Create("https://news.corp.example/feed?page=" + page);
