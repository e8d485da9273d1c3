var socket = new WebSocket("wss://chat.corp.example"); socket.connect = function () {};
