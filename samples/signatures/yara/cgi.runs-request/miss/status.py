import subprocess, cgi
form = cgi.FieldStorage()
print('Content-Type: text/plain\n')
print(subprocess.check_output(['hostname']).decode())
