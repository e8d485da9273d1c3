<?php
$text = file_get_contents('https://weather.example/api?place=' . urlencode('Berlin'));
echo htmlspecialchars($text);
