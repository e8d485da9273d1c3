<?php
$ids = array_map('intval', $_POST['ids'] ?? []);
usort($ids, fn ($a, $b) => $a <=> $b);
echo htmlspecialchars(implode(',', $ids));
