"""What the environment may say, and what is said of it when it cannot be understood."""

import pytest

from config import Config


@pytest.mark.parametrize("word", ["prod", "Production", "staging", ""])
def test_an_environment_that_is_none(word):
    with pytest.raises(ValueError, match="CULTURE_WEEK_ENV: must be one of development, test, production"):
        Config({"CULTURE_WEEK_ENV": word})


@pytest.mark.parametrize("name", ["TRUSTED_PROXIES", "STAFF_IDLE_MINUTES", "PORT", "WORKERS"])
def test_a_number_that_is_none(tmp_path, name):
    with pytest.raises(ValueError, match=f"{name}: must be a whole number, not '\\*'"):
        Config({"DATA_FOLDER": str(tmp_path), name: "*"})


def test_hosts(tmp_path):
    def hosts(**environ):
        return Config({"DATA_FOLDER": str(tmp_path), "PUBLIC_BASE_URL": "https://pekan.example.go.id:8443", **environ}).TRUSTED_HOSTS

    assert hosts() is None
    assert hosts(CULTURE_WEEK_ENV="production") == ["pekan.example.go.id", "127.0.0.1", "localhost"]
    assert hosts(TRUSTED_HOSTS="a.id .b.id") == ["a.id", ".b.id", "127.0.0.1", "localhost"]
