// Sends the form in the background.
var request = new XMLHttpRequest();
request.open("POST", "/api/items");
request.onload = function () { var items = eval("(" + request.responseText + ")"); show(items); };
request.send(new FormData(document.forms[0]));
