"""What holds of content types and of relations over them, in one database and in several."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from typing import Any

import pytest

from django.apps import apps
from django.contrib.contenttypes.management import create_contenttypes
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.core.management import call_command
from django.db import connections
from django.db.models import Count
from django.test.utils import CaptureQueriesContext, override_settings
from tests.contrib.tagged.models import Draft, Picture, Post, Tag

pytestmark = pytest.mark.db("default", "other")


@pytest.fixture(autouse=True)
def fresh_cache() -> Iterator[None]:
    ContentType.objects.clear_cache()
    yield
    ContentType.objects.clear_cache()


@pytest.fixture
def shifted() -> None:
    """Give posts another id in the database `other` than in `default`."""
    here = ContentType.objects.db_manager("default").get_for_model(Post)
    ContentType.objects.using("other").filter(app_label="tagged", model="post").delete()
    there = ContentType(pk=here.pk + 1000, app_label="tagged", model="post")
    there.save(using="other")
    ContentType.objects.clear_cache()


def queries(alias: str = "default") -> CaptureQueriesContext:
    return CaptureQueriesContext(connections[alias])


def test_a_content_type_is_fetched_once_per_database() -> None:
    with queries() as here, queries("other") as there:
        for _ in range(3):
            ContentType.objects.get_for_model(Post)
            ContentType.objects.db_manager("other").get_for_model(Post)
    assert (len(here), len(there)) == (1, 1)


def test_several_content_types_take_one_query_and_missing_ones_are_created() -> None:
    ContentType.objects.filter(model="picture").delete()
    with queries() as captured:
        found = ContentType.objects.get_for_models(Post, Tag)
    assert len(captured) == 1
    assert {model: kind.model for model, kind in found.items()} == {Post: "post", Tag: "tag"}
    assert ContentType.objects.get_for_models(Picture)[Picture].pk is not None


def test_a_proxy_has_the_type_of_its_concrete_model_unless_asked() -> None:
    assert ContentType.objects.get_for_model(Draft) == ContentType.objects.get_for_model(Post)
    assert ContentType.objects.get_for_model(Draft, for_concrete_model=False).model == "draft"


def test_a_type_whose_model_is_gone_still_has_a_name() -> None:
    gone = ContentType(app_label="nowhere", model="nothing")
    assert (gone.model_class(), gone.name, str(gone)) == (None, "nothing", "nothing")


def test_a_generic_key_leads_to_rows_of_any_model() -> None:
    post, picture = Post.objects.create(title="One"), Picture.objects.create(name="Two")
    Tag.objects.create(word="a", target=post)
    Tag.objects.create(word="b", target=picture)
    assert [tag.target for tag in Tag.objects.all()] == [post, picture]


def test_a_generic_key_follows_its_columns_when_they_are_written() -> None:
    first, second = Post.objects.create(title="One"), Post.objects.create(title="Two")
    tag = Tag.objects.create(word="a", target=first)
    assert tag.target == first
    tag.object_id = second.pk
    assert tag.target == second


def test_a_generic_key_to_a_row_that_is_gone_is_none_and_is_not_looked_for_again() -> None:
    post = Post.objects.create(title="One")
    Tag.objects.create(word="a", target=post)
    Post.objects.all()._raw_delete("default")
    tag = Tag.objects.get()
    assert tag.target is None
    with queries() as captured:
        assert tag.target is None
    assert len(captured) == 0


def test_the_way_back_adds_creates_removes_and_sets() -> None:
    post = Post.objects.create(title="One")
    a = post.tags.create(word="a")
    b = Tag.objects.create(word="b", target=Picture.objects.create(name="Two"))
    post.tags.add(b)
    assert list(post.tags.all()) == [a, b]
    assert post.tags.get_or_create(word="b") == (b, False)
    post.tags.remove(a)
    assert list(post.tags.all()) == [b]
    c = Tag.objects.create(word="c", target=post)
    post.tags.set([c])
    assert list(Tag.objects.all()) == [c]
    post.tags.clear()
    assert not Tag.objects.exists()


def test_deleting_an_object_deletes_what_refers_to_it() -> None:
    post, picture = Post.objects.create(pk=7, title="One"), Picture.objects.create(pk=7, name="Two")
    post.tags.create(word="a")
    kept = picture.tags.create(word="b")
    post.delete()
    assert list(Tag.objects.all()) == [kept]


def test_queries_cross_generic_relations_both_ways_and_see_only_rows_of_the_model() -> None:
    post, picture = Post.objects.create(pk=7, title="One"), Picture.objects.create(pk=7, name="Two")
    tag = post.tags.create(word="a")
    picture.tags.create(word="b")
    assert list(Post.objects.filter(tags__word="a")) == [post]
    assert not Post.objects.filter(tags__word="b").exists()
    assert list(Tag.objects.filter(post__title="One")) == [tag]
    assert list(Post.objects.exclude(tags__word="b")) == [post]
    assert Post.objects.annotate(n=Count("tags")).get().n == 1


def test_both_ways_are_prefetched() -> None:
    posts = [Post.objects.create(title=str(number)) for number in range(3)]
    for post in posts:
        post.tags.create(word=post.title)
    Picture.objects.create(name="Two").tags.create(word="x")
    with queries() as captured:
        found = list(Post.objects.order_by("pk").prefetch_related("tags"))
        assert [[tag.word for tag in post.tags.all()] for post in found] == [["0"], ["1"], ["2"]]
    assert len(captured) == 2
    with queries() as captured:
        assert [type(tag.target) for tag in Tag.objects.prefetch_related("target")] == [Post, Post, Post, Picture]
    assert len(captured) == 3


def test_a_slice_of_a_prefetch_is_taken_for_each_object() -> None:
    from django.db.models import Prefetch

    for title in ("a", "b"):
        post = Post.objects.create(title=title)
        for word in ("1", "2", "3"):
            post.tags.create(word=word)
    found = Post.objects.prefetch_related(Prefetch("tags", Tag.objects.order_by("-word")[:2], to_attr="latest"))
    assert [[tag.word for tag in post.latest] for post in found] == [["3", "2"], ["3", "2"]]


def test_a_generic_prefetch_takes_a_queryset_per_model_and_can_be_pickled() -> None:
    post, picture = Post.objects.create(title="One"), Picture.objects.create(name="Two")
    Tag.objects.create(word="a", target=post)
    Tag.objects.create(word="b", target=picture)
    lookup = GenericPrefetch("target", [Post.objects.defer("title"), Picture.objects.filter(name="None")])
    found = list(Tag.objects.prefetch_related(pickle.loads(pickle.dumps(lookup))))
    assert found[0].target.get_deferred_fields() == {"title"}
    assert found[1].target is None


# --- several databases ------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("shifted")
def test_the_id_of_a_type_is_that_of_the_database_that_is_asked() -> None:
    """One query, made before it is known where it runs, finds the rows of each database."""
    query = Post.objects.filter(tags__word="a")
    for alias in ("default", "other", "default"):
        Post.objects.using(alias).all().delete()
        Post.objects.using(alias).create(title=alias).tags.create(word="a")
        assert [post.title for post in query.using(alias)] == [alias]
    ids = [Tag.objects.using(alias).get().content_type_id for alias in ("default", "other")]
    assert ids[0] != ids[1]


@pytest.mark.usefixtures("shifted")
def test_the_related_rows_of_another_database_are_found_by_its_own_ids() -> None:
    here = Post.objects.create(pk=1, title="here")
    there = Post(pk=1, title="there")
    there.save(using="other")
    there.tags.create(word="there")
    here.tags.create(word="here")
    assert [tag.word for tag in here.tags.using("other")] == ["there"]
    assert [tag.word for tag in here.tags.all()] == ["here"]
    assert [post.tags.all()[0].word for post in Post.objects.using("other").prefetch_related("tags")] == ["there"]
    assert [tag.target.title for tag in Tag.objects.using("other").prefetch_related("target")] == ["there"]


def test_a_generic_key_may_not_cross_databases() -> None:
    post = Post.objects.using("other").create(title="there")
    tag = Tag.objects.create(word="a", target=Picture.objects.create(name="here"))
    with pytest.raises(ValueError, match="current database router prevents this relation"):
        tag.target = post


class PostsElsewhere:
    """Posts live in `other`, everything else in `default`; relations between both are wanted."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return "other" if model is Post else "default"

    db_for_write = db_for_read

    def allow_relation(self, one: Any, two: Any, **hints: Any) -> bool:
        return True


@override_settings(DATABASE_ROUTERS=[PostsElsewhere()])
@pytest.mark.usefixtures("shifted")
def test_routers_that_allow_it_let_a_generic_key_cross_databases() -> None:
    post = Post.objects.create(title="there")
    tag = Tag.objects.create(word="a", target=post)
    assert tag.content_type_id == ContentType.objects.using("default").get(model="post").pk
    assert Tag.objects.get().target == post
    assert Tag.objects.prefetch_related("target").get().target == post
    assert [tag.word for tag in post.tags.all()] == ["a"]


# --- management -------------------------------------------------------------------------------------------------------


def test_missing_types_are_created_where_they_are_missing(capsys: Any) -> None:
    ContentType.objects.using("other").filter(app_label="tagged").delete()
    create_contenttypes(apps.get_app_config("tagged"), verbosity=2, using="other")
    names = ContentType.objects.using("other").filter(app_label="tagged").values_list("model", flat=True)
    assert set(names) == {"tag", "post", "draft", "picture"}
    assert "Adding content type 'tagged | post'" in capsys.readouterr().out


def test_stale_types_are_removed_with_what_refers_to_them() -> None:
    stale = ContentType.objects.create(app_label="tagged", model="former")
    Tag.objects.create(word="a", content_type=stale, object_id=1)
    call_command("remove_stale_contenttypes", interactive=False, verbosity=0)
    assert not ContentType.objects.filter(pk=stale.pk).exists()
    assert not Tag.objects.exists()


def test_types_of_apps_that_are_gone_are_removed_only_if_asked() -> None:
    ContentType.objects.create(app_label="gone", model="former")
    call_command("remove_stale_contenttypes", interactive=False, verbosity=0)
    assert ContentType.objects.filter(app_label="gone").exists()
    call_command("remove_stale_contenttypes", interactive=False, include_stale_apps=True, verbosity=0)
    assert not ContentType.objects.filter(app_label="gone").exists()


def test_a_proxy_leaves_the_way_back_to_its_model() -> None:
    post = Post.objects.create(title="a")
    tag = post.tags.create(word="w")
    assert [type(row) for row in tag.post.all()] == [Post]
    assert type(Tag.objects.get(post__title="a")) is Tag
