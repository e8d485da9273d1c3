<?php
$back = 'https://' . $_SERVER['HTTP_HOST'] . '/home';
echo '<a href="' . htmlspecialchars($back) . '">home</a>';
readfile(__DIR__ . '/footer.html');
