function signIn() { var x = new XMLHttpRequest(); x.open("POST", "/api/session"); x.send(JSON.stringify({ user: f.user.value, password: f.password.value })); }
