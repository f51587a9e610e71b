"""What one can hold in one's head: the longest file, the longest function, the longest template."""

from tests.architecture.tree import functions, modules, templates, text_of, where

MODULE, FUNCTION, TEST_FILE, PAGE, LAYOUT, COMPONENT, ERROR_PAGE = 250, 40, 300, 120, 80, 60, 25
TEMPLATE_LIMITS = {"layouts": LAYOUT, "components": COMPONENT, "errors": ERROR_PAGE}


def too_long(sizes: dict[str, int], limit: int) -> dict[str, int]:
    return {path: lines for path, lines in sizes.items() if lines > limit}


def test_no_module_is_longer_than_250_lines():
    sizes = {module.path: module.lines for folder in ("app/", "benchmarks/") for module in modules(folder)}
    assert too_long(sizes, MODULE) == {}


def test_no_function_is_longer_than_40_lines():
    sizes = {
        f"{where(module, node)} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for folder in ("app/", "benchmarks/")
        for module in modules(folder)
        for node in functions(module)
    }
    assert too_long(sizes, FUNCTION) == {}


def test_no_test_file_is_longer_than_300_lines():
    assert too_long({module.path: module.lines for module in modules("tests/")}, TEST_FILE) == {}


def test_no_template_is_longer_than_its_folder_allows():
    long = {}
    for path in templates():
        lines = len((text_of(path) or "").splitlines())
        if lines > TEMPLATE_LIMITS.get(path.split("/")[1], PAGE):
            long[path] = lines
    assert long == {}
